cat > compose.yaml << 'END'
name: stall
services:
  till:
    image: busybox:1.37
    # It takes its time in the morning.
    command: ["sh", "-c", "sleep 3; exec httpd -f -p 80 -h /till"]
    volumes: ["./prices/total.txt:/till/total.txt"]
    healthcheck:
      test: wget -qO- localhost/total.txt || exit 1
      interval: 1s
      retries: 20
  shop:
    image: busybox:1.37
    command: ["sh", "/shop.sh"]
    environment:
      TILL: stall-till-1:80
    volumes: ["./shop.sh:/shop.sh:ro"]
    ports: ["8093:80"]
    depends_on:
      till: { condition: service_healthy }
END
docker compose up --detach
