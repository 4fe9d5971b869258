// handlers.h: who answers which route?
//
// One line a handler; routes.c says which URL leads to it.
#pragma once

#include "web/web.h"

Handler go_home;               // dashboard.c
Handler show_dashboard;        // dashboard.c
Handler list_customers;        // customers.c
Handler change_owners;         // owner.c
Handler list_views;            // list_views.c
Handler add_view;              // list_views.c
Handler remove_view;           // list_views.c
Handler create_customer;       // create.c
Handler put_customer;          // put.c
Handler patch_customer;        // patch.c
Handler erase_customer;        // erase.c
Handler merge_customers;       // merge.c
Handler add_alias;             // aliases.c
Handler remove_alias;          // aliases.c
Handler show_customer;         // customer.c
Handler show_health;           // customer.c
Handler show_history;          // health_history.c
Handler show_change;           // health_change.c
Handler show_book;             // portfolio_past.c
Handler show_book_days;        // portfolio_history.c
Handler show_compare;          // compare.c
Handler list_segments;         // compare.c
Handler listen_to_news;        // stream.c
Handler list_notes;            // notes.c
Handler add_note;              // notes.c
Handler remove_note;           // notes.c
Handler list_overrides;        // overrides.c
Handler add_override;          // overrides.c
Handler end_override;          // overrides.c
Handler list_outcomes;         // outcomes.c
Handler add_outcome;           // outcomes.c
Handler remove_outcome;        // outcomes.c
Handler list_events;           // events.c
Handler record_event;          // record.c
Handler record_many;           // bulk/bulk_post.c
Handler void_event;            // void.c
Handler list_rejected;         // rejected.c
Handler list_unmatched;        // unmatched.c
Handler assign_unmatched;      // assign.c
Handler show_sources;          // sources.c
Handler go_to_proof;           // validation.c
Handler show_validation;       // validation.c
Handler begin_validation;      // validation.c
Handler show_job;              // jobs.c
Handler stop_job;              // jobs.c
Handler say_alive;             // probes.c
Handler say_ready;             // probes.c
Handler write_metrics;         // probes.c
Handler give_static;           // assets.c
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
