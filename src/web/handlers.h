// handlers.h: who answers which route?
//
// One line a handler; routes.c says which URL leads to it.
#pragma once

#include "web/web.h"

Handler go_home;               // book/dashboard.c
Handler show_dashboard;        // book/dashboard.c
Handler list_customers;        // customers/customers.c
Handler change_owners;         // customers/owner.c
Handler list_views;            // customers/list_views.c
Handler add_view;              // customers/list_views.c
Handler remove_view;           // customers/list_views.c
Handler create_customer;       // customers/create.c
Handler put_customer;          // customers/put.c
Handler patch_customer;        // customers/patch.c
Handler erase_customer;        // customers/erase.c
Handler merge_customers;       // customers/merge.c
Handler add_alias;             // customers/aliases.c
Handler remove_alias;          // customers/aliases.c
Handler show_customer;         // customers/customer.c
Handler show_health;           // customers/customer.c
Handler show_history;          // customers/health_history.c
Handler show_change;           // customers/health_change.c
Handler show_book;             // book/portfolio_past.c
Handler show_book_days;        // book/portfolio_history.c
Handler show_compare;          // book/compare.c
Handler list_segments;         // book/compare.c
Handler listen_to_news;        // book/stream.c
Handler list_notes;            // customers/notes.c
Handler add_note;              // customers/notes.c
Handler remove_note;           // customers/notes.c
Handler list_overrides;        // customers/overrides.c
Handler add_override;          // customers/overrides.c
Handler end_override;          // customers/overrides.c
Handler list_outcomes;         // customers/outcomes.c
Handler add_outcome;           // customers/outcomes.c
Handler remove_outcome;        // customers/outcomes.c
Handler list_events;           // events/events.c
Handler record_event;          // events/record.c
Handler record_many;           // bulk/bulk_post.c
Handler void_event;            // events/void.c
Handler list_rejected;         // events/rejected.c
Handler list_unmatched;        // events/unmatched.c
Handler assign_unmatched;      // events/assign.c
Handler show_sources;          // events/sources.c
Handler go_to_proof;           // book/validation.c
Handler show_validation;       // book/validation.c
Handler begin_validation;      // book/validation.c
Handler show_job;              // book/jobs.c
Handler stop_job;              // book/jobs.c
Handler say_alive;             // probes.c
Handler say_ready;             // probes.c
Handler write_metrics;         // probes.c
Handler give_static;           // pages/assets.c
Handler make_scorecard;        // cards/card_new.c
Handler list_scorecards;       // cards/card_list.c
Handler show_scorecard;        // cards/card_list.c
Handler show_draft;            // cards/card_draft.c
Handler change_draft;          // cards/card_draft.c
Handler list_versions;         // cards/card_list.c
Handler show_version;          // cards/card_list.c
Handler show_difference;       // cards/card_list.c
Handler preview_scorecard;     // cards/card_preview.c
Handler prove_preview;         // cards/card_preview.c
Handler put_scorecard;         // cards/card_put.c
Handler drop_scorecard_draft;  // cards/card_put.c
Handler publish_scorecard;     // cards/card_put.c
Handler show_mapping;          // doors/mapping_door.c
Handler put_mapping;           // doors/mapping_door.c
Handler take_segment;          // doors/segment_door.c
Handler take_cloudevents;      // doors/cloudevents_door.c
Handler take_stripe;           // doors/webhook_door.c
Handler take_zendesk;          // doors/webhook_door.c
Handler take_intercom;         // doors/webhook_door.c

// Draws the reply's complaint as a page (problem.c).
void draw_problem(App *app, const Request *request, Reply *reply);
