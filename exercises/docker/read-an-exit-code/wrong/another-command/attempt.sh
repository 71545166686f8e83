docker run --name porter-2 busybox:1.37 true
