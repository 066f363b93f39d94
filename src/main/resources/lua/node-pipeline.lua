-- Proposes a pipeline. KEYS: the node. ARGV: url, serverId, pipeline. Answers the agreed one, '' for another process.
local server, pipeline = unpack(redis.call('HMGET', KEYS[1], 'serverId', 'pipeline'))
if server and server ~= ARGV[2] then
  return ''
end
if pipeline then
  return pipeline
end
redis.call('HSET', KEYS[1], 'url', ARGV[1], 'serverId', ARGV[2], 'pipeline', ARGV[3])
return ARGV[3]
