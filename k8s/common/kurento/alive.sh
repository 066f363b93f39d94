#!/bin/sh
# Does the media server still take WebSocket connections? A process that hangs has its port open all the same.
curl --silent --http1.1 --include --no-buffer --max-time 3 \
  --header 'Connection: Upgrade' --header 'Upgrade: websocket' \
  --header 'Sec-WebSocket-Version: 13' --header 'Sec-WebSocket-Key: bWVkaWFyeSBsaXZlcyBoZQ==' \
  "${1:-http://127.0.0.1:8888/kurento}" | head -n 1 | grep -q ' 101'
