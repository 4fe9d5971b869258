-- load.lua: how the load is made.
--
--     wrk -s load.lua URL -- anew          every request has a URL of its own, so that no kept answer fits
--     wrk -s load.lua URL -- delay=17      each connection waits 17 ms before it asks again
local anew, pause, number = false, 0, 0

function init(args)
    for _, word in ipairs(args) do
        anew = anew or word == "anew"
        pause = tonumber(word:match("^delay=(%d+)$")) or pause
    end
    if pause > 0 then
        delay = function() return pause end
    end
end

function request()
    number = number + 1
    return wrk.format("GET", anew and wrk.path .. "?anew=" .. number or wrk.path)
end
