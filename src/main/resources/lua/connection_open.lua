-- Makes the record of a connection, or makes it again where the answer to the first try was lost.
-- KEYS: record. ARGV: id, user, admin (0/1), instance, type, remote, backstop (ms).
local record, id = KEYS[1], ARGV[1]
redis.call('HSET', record, 'user', ARGV[2], 'admin', ARGV[3], 'epoch', 1, 'instance', ARGV[4], 'type', ARGV[5],
    'remote', ARGV[6])
redis.call('HSETNX', record, 'subs', 0)
deadline(record, 'conn', id, 'resume', WINDOW)
redis.call('PEXPIRE', record, int(WINDOW + tonumber(ARGV[7])))
return 1
