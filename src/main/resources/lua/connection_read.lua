-- KEYS: record. Returns user, type and remote; without a record three times nothing.
return redis.call('HMGET', KEYS[1], 'user', 'type', 'remote')
