-- now.lua: store time in microseconds. The only place where time enters a script.
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
