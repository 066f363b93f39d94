-- Ids in an owner's index that were entered more than ARGV[1] ms ago: their records must be there by now.
-- KEYS: the index.
return redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', int(now - tonumber(ARGV[1])))
