// said_page.h: what have people said of a customer, and how does one say more?
//
// The notes, the override that holds, and the forms for each, filled with what was typed
// where it could not be taken.
#pragma once

#include "service/service.h"
#include "web/form.h"
#include "web/pages/views.h"
#include "web/web.h"

// `typed` is the form that was refused; NULL: none was.
MUST_USE Err fill_said(App *app, const HealthDetails *details, const Reply *reply,
                       const Body *typed, CustomerPage *page);
