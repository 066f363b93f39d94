-- A loss was told. KEYS: the node. ARGV: instance, the pipeline that was released ('': none).
if redis.call('HGET', KEYS[1], 'verdict') == ARGV[1] then
    redis.call('HDEL', KEYS[1], 'verdict', 'verdictUntil')
end
if ARGV[2] ~= '' and redis.call('HGET', KEYS[1], 'leftover') == ARGV[2] then
    redis.call('HDEL', KEYS[1], 'leftover')
end
return 1
