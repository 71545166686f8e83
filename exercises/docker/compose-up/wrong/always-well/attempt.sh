cat > compose.yaml << 'END'
name: guestbook
services:
  web:
    image: busybox:1.37
    command: httpd -f -p 80 -h /pages
    restart: unless-stopped
    ports: ["127.0.0.1:8092:80"]
    volumes: ["pages:/pages:ro"]
    depends_on:
      pen: { condition: service_healthy}
  pen:
    image: busybox:1.37
    command: sh /pen.sh
    init: true
    restart: unless-stopped
    environment: { HOUSE: The Anchor }
    volumes: ["pages:/pages", "./pen.sh:/pen.sh:ro"]
    healthcheck: { test: [CMD, "true"], interval: 1s }
volumes:
  pages:
END
docker compose up --detach --wait
sleep 3
