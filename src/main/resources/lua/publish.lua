-- Appends events that belong to no record. KEYS: the partition's log. ARGV: object, user, JSON; and again.
for i = 1, #ARGV, 3 do
    log(ARGV[i], ARGV[i + 1], ARGV[i + 2])
end
return #ARGV / 3
