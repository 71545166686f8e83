# The careful way round: nothing is let in but what is named.
cat > deploy/Dockerfile << 'END'
FROM nginx:1.29-alpine
COPY --chmod=644 deploy/default.conf /etc/nginx/conf.d/
COPY site/index.html site/style.css /usr/share/nginx/html/
RUN ["sh", "-c", "date > /usr/share/nginx/html/built.txt"]
END
printf '%s\n' '*' '!site/*.html' '!site/*.css' '!deploy/default.conf' > .dockerignore
