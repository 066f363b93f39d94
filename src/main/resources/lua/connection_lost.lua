-- The socket of a connection went without a goodbye: from now on its window runs. The last positions are kept.
-- KEYS: record. ARGV: id, epoch, then pairs of position field and value.
if redis.call('HGET', KEYS[1], 'epoch') ~= ARGV[2] then
    return 0
end
for i = 3, #ARGV, 2 do
    redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 1])
end
deadline(KEYS[1], 'conn', ARGV[1], 'resume', WINDOW)
return 1
