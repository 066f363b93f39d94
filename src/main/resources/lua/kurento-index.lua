-- The Kurento sessions of an instance. KEYS: the set. ARGV: 'add' or 'remove', session, ms to live.
if ARGV[1] == 'add' then
  redis.call('SADD', KEYS[1], ARGV[2])
  redis.call('PEXPIRE', KEYS[1], ARGV[3])
else
  redis.call('SREM', KEYS[1], ARGV[2])
end
return 1
