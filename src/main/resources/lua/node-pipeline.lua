-- Proposes a pipeline. KEYS: the node. ARGV: serverId, pipeline. Answers the agreed one, '' for another process than the one that was reached.
local server, pipeline = unpack(redis.call('HMGET', KEYS[1], 'serverId', 'pipeline'))
if server ~= ARGV[1] then
    return ''
end
if pipeline then
    return pipeline
end
redis.call('HSET', KEYS[1], 'pipeline', ARGV[2])
return ARGV[2]
