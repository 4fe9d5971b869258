-- each_anew.lua: every request has a URL of its own, so that no kept answer fits.
local number = 0

function request()
    number = number + 1
    return wrk.format("GET", wrk.path .. "?anew=" .. number)
end
