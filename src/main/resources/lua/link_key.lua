-- The secret behind signed links, made once. KEYS[1]: where it is. ARGV[1]: it, if there is none yet.
redis.call('SET', KEYS[1], ARGV[1], 'NX')
return redis.call('GET', KEYS[1])
