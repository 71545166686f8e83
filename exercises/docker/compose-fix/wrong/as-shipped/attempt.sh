cat > compose.yaml << 'END'
name: stall
services:
  till:
    image: busybox:1.37
    # It takes its time in the morning.
    command: ["sh", "-c", "sleep 3; exec httpd -f -p 80 -h /till"]
    volumes: ["./price:/till:ro"]
  shop:
    image: busybox:1.37
    command: ["sh", "/shop.sh"]
    environment:
      TILL: localhost
    volumes: ["./shop.sh:/shop.sh:ro"]
    ports: ["80:8093"]
    depends_on: [till]
END
docker compose up --detach || true
sleep 4
