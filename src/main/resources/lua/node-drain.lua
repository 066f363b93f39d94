-- Begins or ends to drain a media server. KEYS: the node. ARGV: 1 or 0. Answers 0 where there is no such node.
if redis.call('HEXISTS', KEYS[1], 'url') == 0 then
    return 0
end
if ARGV[1] == '1' then
    redis.call('HSET', KEYS[1], 'drain', 1)
    turn(KEYS[1], 'drained')
else
    redis.call('HDEL', KEYS[1], 'drain')
    turn(KEYS[1], 'undrained')
end
return 1
