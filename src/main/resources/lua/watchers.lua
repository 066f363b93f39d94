-- The instances that watch something in a partition. KEYS: the partition's index of objects.
local found, watchers = {}, {}
local function collect(object)
    for _, instance in ipairs(redis.call('SMEMBERS', prefix .. 'watch:' .. object)) do
        if not found[instance] then
            found[instance] = true
            watchers[#watchers + 1] = instance
        end
    end
end
collect('*')
for _, name in ipairs(redis.call('SMEMBERS', KEYS[1])) do
    collect(string.match(name, '^[^:]*:(.*)$'))
end
return watchers
