// pages.js: which pages are there?
//
// One line a page: what it is called, where it is, and whether `make screenshots` keeps a
// picture of it.

export const pages = [
  { name: "overview", path: "/api/dashboard", picture: true },
  { name: "customers", path: "/api/customers", picture: true },
  { name: "customer", path: "/api/customers/3", picture: true },
  { name: "customer-at-risk", path: "/api/customers/12" },
  { name: "original-card", path: "/api/customers/3/health?scorecard=original" },
  { name: "events", path: "/api/customers/3/events" },
  { name: "invoices", path: "/api/customers/3/events?type=invoice" },
  { name: "not-found", path: "/api/customers/99999", status: 404 },
  { name: "nowhere", path: "/api/nowhere", status: 404 },
];
