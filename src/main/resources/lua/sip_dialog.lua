-- Writes a SIP dialog beside the connection that it belongs to, or removes it, for whoever holds that connection.
-- KEYS: record of the connection, dialogs. ARGV: epoch, dialog, document ('' to remove), how long they are kept (ms).
-- Returns 0 where another gateway holds the connection or it is gone.
if redis.call('HGET', KEYS[1], 'epoch') ~= ARGV[1] then
    return 0
end
if ARGV[3] == '' then
    redis.call('HDEL', KEYS[2], ARGV[2])
else
    redis.call('HSET', KEYS[2], ARGV[2], ARGV[3])
    redis.call('PEXPIRE', KEYS[2], ARGV[4])
end
return 1
