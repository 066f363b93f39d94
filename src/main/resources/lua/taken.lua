-- Removes from the head of a list what ARGV names, in this order; what is gone already is passed over. KEYS: the list.
-- Returns what is left.
for _, text in ipairs(ARGV) do
    if redis.call('LINDEX', KEYS[1], 0) == text then
        redis.call('LPOP', KEYS[1])
    end
end
return redis.call('LRANGE', KEYS[1], 0, -1)
