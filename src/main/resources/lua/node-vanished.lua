-- The pipeline is gone from a living process. KEYS: the node. ARGV: serverId, pipeline, instance, ms for a verdict.
-- Answers 1 to the first who says so: it has to tell.
local server, pipeline = unpack(redis.call('HMGET', KEYS[1], 'serverId', 'pipeline'))
if server ~= ARGV[1] or pipeline ~= ARGV[2] then
    return 0
end
redis.call('HDEL', KEYS[1], 'pipeline')
redis.call('HSET', KEYS[1], 'state', 'down', 'verdict', ARGV[3], 'verdictUntil', int(now + ARGV[4]))
turn(KEYS[1], 'pipeline_gone')
return 1
