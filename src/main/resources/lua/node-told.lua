-- A change was told. KEYS: the node. ARGV: instance, number of the change. Answers how many are left.
local news = redis.call('HGET', KEYS[1], 'news')
local untold = news and cjson.decode(news) or {}
while untold[1] and untold[1][1] <= tonumber(ARGV[2]) do
    table.remove(untold, 1)
end
if redis.call('HGET', KEYS[1], 'teller') == ARGV[1] then
    redis.call('HDEL', KEYS[1], 'teller', 'tellerUntil')
end
if #untold > 0 then
    redis.call('HSET', KEYS[1], 'news', cjson.encode(untold))
else
    redis.call('HDEL', KEYS[1], 'news')
end
return #untold
