-- A loss was told. KEYS: the node. ARGV: instance.
if redis.call('HGET', KEYS[1], 'verdict') == ARGV[1] then
  redis.call('HDEL', KEYS[1], 'verdict', 'verdictUntil')
end
return 1
