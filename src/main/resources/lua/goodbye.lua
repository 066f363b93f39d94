-- An instance is gone. KEYS: instances, those of them that do not stay. ARGV: instance.
redis.call('ZREM', KEYS[1], ARGV[1])
redis.call('ZREM', KEYS[2], ARGV[1])
return 1
