-- Removes a Kurento session. KEYS: the session. ARGV: owner, epoch.
local owner, epoch = unpack(redis.call('HMGET', KEYS[1], 'owner', 'epoch'))
if owner == ARGV[1] and epoch == ARGV[2] then
  return redis.call('DEL', KEYS[1])
end
return 0
