-- An instance reached a media server. KEYS: the node. ARGV: url, name for TLS, serverId, instance, ms for a verdict.
-- Answers {'known', pipeline}, {'lost', pipeline to be released or ''} to the one instance that has to tell, or {'wait', ''} to the others.
local node = KEYS[1]
local server, pipeline, verdict, till, state, leftover = unpack(redis.call('HMGET', node, 'serverId', 'pipeline', 'verdict', 'verdictUntil', 'state', 'leftover'))
local another = server and server ~= ARGV[3]
if not another and verdict and verdict ~= ARGV[4] and now < tonumber(till) then
    return { 'wait', '' }
end
redis.call('HSET', node, 'url', ARGV[1], 'name', ARGV[2], 'serverId', ARGV[3])
if redis.call('HEXISTS', node, 'shown') == 0 then
    redis.call('HSET', node, 'state', 'down', 'shown', 'down', 'since', int(now))
end
if another then
    redis.call('HDEL', node, 'pipeline', 'leftover')
    redis.call('HSET', node, 'state', 'down')
    turn(node, 'restarted')
    leftover = false
end
if another or verdict or leftover then
    redis.call('HSET', node, 'verdict', ARGV[4], 'verdictUntil', int(now + ARGV[5]))
    return { 'lost', leftover or '' }
end
redis.call('HSET', node, 'state', 'up', 'seen', int(now))
turn(node, 'reached')
return { 'known', pipeline or '' }
