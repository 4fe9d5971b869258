// handlers.h: who answers which route?
//
// One line a handler; routes.c says which URL leads to it.
#pragma once

#include "web/web.h"

Handler go_home;          // dashboard.c
Handler show_dashboard;   // dashboard.c
Handler list_customers;   // customers.c
Handler create_customer;  // create.c
Handler show_customer;    // customer.c
Handler show_health;      // customer.c
Handler show_history;     // health_history.c
Handler show_change;      // health_change.c
Handler list_events;      // events.c
Handler record_event;     // record.c
Handler say_alive;        // probes.c
Handler say_ready;        // probes.c
Handler write_metrics;    // probes.c
Handler give_static;      // assets.c

// Draws the reply's complaint as a page (problem.c).
void draw_problem(App *app, const Request *request, Reply *reply);
