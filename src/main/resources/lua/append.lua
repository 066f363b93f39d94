-- Appends events of a live object to the log without a lease. KEYS: the record. ARGV: object, user, JSON; and again.
-- Returns how many: none where the object has ended.
if not living(KEYS[1]) then
    return 0
end
for i = 1, #ARGV, 3 do
    log(ARGV[i], ARGV[i + 1], ARGV[i + 2])
end
return #ARGV / 3
