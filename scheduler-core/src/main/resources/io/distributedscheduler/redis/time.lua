-- time.lua: answers ok and the time of the partition.
-- uses: now, keys, numbers
-- keys: meta
return {'ok', text(now)}
