-- post_events.lua: one login after the other, over 60 customers.
local number = 0

function request()
    number = number + 1
    return wrk.format("POST", "/api/customers/" .. (number % 60 + 1) .. "/events",
        {["Content-Type"] = "application/json"}, '{"type":"login"}')
end
