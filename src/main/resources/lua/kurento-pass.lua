-- A Kurento session gets another owner. KEYS: the session. ARGV: the present owner, the next one, ms to live.
-- Answers {node, serverId, the next owner's epoch}; nothing where it is not the present one's, or nobody's for ever.
local owner, closed = unpack(redis.call('HMGET', KEYS[1], 'owner', 'closed'))
if owner ~= ARGV[1] or closed then
  return {}
end
local epoch = redis.call('HINCRBY', KEYS[1], 'epoch', 1)
redis.call('HSET', KEYS[1], 'owner', ARGV[2])
redis.call('PEXPIRE', KEYS[1], ARGV[3])
local node, server = unpack(redis.call('HMGET', KEYS[1], 'node', 'serverId'))
return { node or '', server or '', int(epoch) }
