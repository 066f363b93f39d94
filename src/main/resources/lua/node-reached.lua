-- An instance reached a media server. KEYS: the node. ARGV: url, serverId, instance, ms for a verdict.
-- Answers {'known', pipeline}, {'lost', ''} to the one instance that has to tell, or {'wait', ''} to the others.
local server, pipeline, verdict, till = unpack(redis.call('HMGET', KEYS[1], 'serverId', 'pipeline', 'verdict', 'verdictUntil'))
local known = server and server ~= ARGV[2]
if known then
  redis.call('HDEL', KEYS[1], 'pipeline')
end
redis.call('HSET', KEYS[1], 'url', ARGV[1], 'serverId', ARGV[2])
if known or verdict then
  if not known and verdict ~= ARGV[3] and now < tonumber(till) then
    return { 'wait', '' }
  end
  redis.call('HSET', KEYS[1], 'verdict', ARGV[3], 'verdictUntil', int(now + ARGV[4]))
  return { 'lost', '' }
end
return { 'known', pipeline or '' }
