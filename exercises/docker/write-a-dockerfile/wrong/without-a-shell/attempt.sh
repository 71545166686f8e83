cat > deploy/Dockerfile << 'END'
FROM nginx:1.29-alpine
COPY deploy/default.conf /etc/nginx/conf.d/
COPY site/ /usr/share/nginx/html/
RUN ["date", ">", "/usr/share/nginx/html/built.txt"]
END
printf '%s\n' booking.env site/drafts > .dockerignore
