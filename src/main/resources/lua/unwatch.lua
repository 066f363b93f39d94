-- Takes an instance out of the watchers of objects; without objects: of all. KEYS: the partition's log. ARGV: instance, objects.
local objects = #ARGV > 1 and { unpack(ARGV, 2) } or redis.call('SMEMBERS', prefix .. 'watches:' .. ARGV[1])
for _, object in ipairs(objects) do
    unwatch(ARGV[1], object)
end
return #objects
