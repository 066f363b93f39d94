-- A Kurento session is over: its record stays for a while, so that a former owner that wakes up does not take it for its own.
-- KEYS: the session. ARGV: owner, epoch, ms to live.
local owner, epoch = unpack(redis.call('HMGET', KEYS[1], 'owner', 'epoch'))
if owner ~= ARGV[1] or epoch ~= ARGV[2] then
  return 0
end
redis.call('HSET', KEYS[1], 'closed', 1)
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return 1
