-- Claims or renews a Kurento session. KEYS: the session. ARGV: node, owner, epoch, serverId, ms to live.
-- Answers 0 where it is somebody else's.
local owner, epoch, closed = unpack(redis.call('HMGET', KEYS[1], 'owner', 'epoch', 'closed'))
if closed or owner and (owner ~= ARGV[2] or epoch ~= ARGV[3]) then
  return 0
end
redis.call('HSET', KEYS[1], 'node', ARGV[1], 'owner', ARGV[2], 'epoch', ARGV[3], 'serverId', ARGV[4])
redis.call('PEXPIRE', KEYS[1], ARGV[5])
return 1
