# The old file name, lists in place of tables, a network and a volume named by hand, a check in shell form.
cat > docker-compose.yml << 'END'
name: guestbook
services:
  pen:
    image: busybox:1.37
    entrypoint: ["sh", "/pen.sh"]
    restart: always
    init: true
    environment:
      - HOUSE=The Anchor
    networks: [inn]
    volumes:
      - type: volume
        source: book
        target: /pages
      - ./pen.sh:/pen.sh:ro
    healthcheck:
      test: grep -q h1 /pages/index.html
      interval: 1s
      retries: 30
  web:
    image: busybox:1.37
    command: ["httpd", "-f", "-p", "80", "-h", "/pages"]
    restart: always
    networks: [inn]
    ports:
      - target: 80
        published: "8092"
    volumes:
      - { type: volume, source: book, target: /pages, read_only: true }
    depends_on:
      pen:
        condition: service_healthy
networks:
  inn:
    name: guestbook_default
volumes:
  book:
    name: guestbook_pages
END
docker compose up -d --wait
