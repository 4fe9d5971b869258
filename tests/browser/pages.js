// pages.js: which pages are there?
//
// One line a page: what it is called, where it is, and which pictures of it `make
// screenshots` keeps.

export const pages = [
  { name: "overview", path: "/api/dashboard", pictures: ["1440-light", "1440-dark", "390-light"] },
  { name: "overview-of-a-year", path: "/api/dashboard?period=12m" },
  { name: "overview-of-a-past-day", path: "/api/dashboard?as_of=2026-08-03", pictures: ["1440-light"] },
  { name: "overview-of-no-period", path: "/api/dashboard?as_of=2026-08-03&period=9y" },
  { name: "customers", path: "/api/customers", pictures: ["1440-light"] },
  { name: "customers-chosen", path: "/api/customers?band=at_risk&band=critical&sort=-mrr&min_score=10&renews_before=never" },
  { name: "customers-of-a-past-day", path: "/api/customers?was=2026-08-03:customer&was=2026-11-22:absent&began_after=2020-01-01" },
  { name: "customers-last-page", path: "/api/customers?sort=name&q=e" },
  { name: "nobody-found", path: "/api/customers?q=meridain&band=at_risk" },
  { name: "customer", path: "/api/customers/3", pictures: ["1440-light"] },
  { name: "customer-at-risk", path: "/api/customers/12" },
  { name: "past", path: "/api/customers/3?period=12m&from=2026-09-01&to=2026-11-01" },
  { name: "original-card", path: "/api/customers/3/health?scorecard=original" },
  { name: "events", path: "/api/customers/3/events" },
  { name: "events-of-a-factor", path: "/api/customers/3/events?factor=login_score&from=2026-09-01", pictures: ["1440-light"] },
  { name: "events-not-counted", path: "/api/customers/3/events?factor=ticket_score&counted=false" },
  { name: "all-invoices", path: "/api/customers/3?invoices=all&tickets=all&period=nonsense" },
  { name: "invoices", path: "/api/customers/3/events?type=invoice" },
  { name: "model", path: "/api/scorecards" },
  { name: "scorecard", path: "/api/scorecards/standard?from=shipped&to=shipped" },
  { name: "scorecard-with-rules", path: "/api/scorecards/enterprise" },
  { name: "original-scorecard", path: "/api/scorecards/original" },
  { name: "draft", path: "/api/scorecards/standard/draft", pictures: ["1440-light"] },
  { name: "draft-with-rules", path: "/api/scorecards/enterprise/draft" },
  { name: "proof", path: "/api/validation", pictures: ["1440-light"] },
  { name: "proof-with-gap", path: "/api/validation?gap=60" },
  { name: "compare", path: "/api/compare", pictures: ["1440-light"] },
  { name: "compare-owners", path: "/api/compare?by=owner&cohorts=month" },
  { name: "sources", path: "/api/sources", pictures: ["1440-light"] },
  { name: "not-found", path: "/api/customers/99999", status: 404 },
  { name: "nowhere", path: "/api/nowhere", status: 404 },
];
