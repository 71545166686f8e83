cat > deploy/Dockerfile << 'END'
FROM nginx
COPY . /usr/share/nginx/html/
COPY deploy/default.conf /etc/nginx/conf.d/
RUN date > /usr/share/nginx/html/built.txt
END
printf '%s\n' booking.env site/drafts > .dockerignore
