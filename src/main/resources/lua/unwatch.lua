-- Takes an instance out of the watchers of objects; without objects: of all, because it is gone.
-- KEYS: the partition's log. ARGV: instance, objects. Returns how many.
local all = #ARGV == 1
local objects = all and redis.call('SMEMBERS', prefix .. 'watches:' .. ARGV[1]) or ARGV
for i = all and 1 or 2, #objects do
    unwatch(ARGV[1], objects[i])
end
return #objects
