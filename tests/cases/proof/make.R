#!/usr/bin/env Rscript
# make.R: the answers of R to the questions that src/proof answers, with their data.
#
#     Rscript tests/cases/proof/make.R >tests/cases/proof/reference.txt
#
# Base R and the package survival (Debian: r-base-core, r-cran-survival).  A line is a
# name and its numbers; true is 1.  tests/proof compares within 1e-9.
suppressMessages(library(survival))
set.seed(20261122)

say <- function(name, values)
    cat(paste(c(name, sprintf("%.17g", as.numeric(values))), collapse = " "), "\n", sep = "")

# --- cases: months of customers, scores with many ties ---------------------------
customers <- 120
customer <- sort(sample(0:(customers - 1), 600, replace = TRUE))
frailty <- rnorm(customers)
score <- round(pmin(100, pmax(0, 65 + 15 * frailty[customer + 1] + rnorm(600, 0, 10))))
left <- as.numeric(runif(600) < plogis(1 - score / 20))
band <- findInterval(score, c(40, 60, 75))
say("cases.customers", customers)
say("cases.customer", customer)
say("cases.score", score)
say("cases.left", left)
say("cases.band", band)

# The Mann-Whitney statistic counts ties half.
w <- suppressWarnings(wilcox.test(score[left == 0], score[left == 1]))$statistic
say("auc", w / (sum(left) * sum(1 - left)))

edges <- sort(unique(score))
say("roc.score", edges)
say("roc.left", sapply(edges, function(e) mean(score[left == 1] <= e)))
say("roc.stayed", sapply(edges, function(e) mean(score[left == 0] <= e)))
roc.x <- c(0, sapply(edges, function(e) mean(score[left == 0] <= e)))
roc.y <- c(0, sapply(edges, function(e) mean(score[left == 1] <= e)))
say("roc.steps", sapply(0:20 / 20, function(x) {
    # Where the curve climbs straight up, its upper end.
    if (any(roc.x == x)) max(roc.y[roc.x == x]) else approx(roc.x, roc.y, x, ties = "ordered")$y
}))

# Lift: the mean over the orders of ties is the mean of their rows.
shares <- c(0.01, 0.05, 0.1, 0.2, 0.333, 0.5, 1)
say("lift.share", shares)
mean.left <- ave(left, score)[order(score)]
say("lift", sapply(shares, function(k) {
    n <- k * length(left)
    whole <- floor(n + 1e-9)
    reached <- sum(mean.left[seq_len(whole)])
    if (n - whole > 1e-9) reached <- reached + (n - whole) * mean.left[whole + 1]
    reached / n / mean(left)
}))

for (b in 0:3) {
    flagged <- band <= b
    precision <- sum(left[flagged]) / sum(flagged)
    recall <- sum(left[flagged]) / sum(left)
    say(paste0("flags.", b), c(sum(band == b), sum(left[band == b]), mean(left[band == b]),
        precision, recall, 2 * precision * recall / (precision + recall)))
}

# --- isotonic regression ------------------------------------------------------------
value <- round(runif(60), 3)
weight <- sample(1:9, 60, replace = TRUE)
say("isotonic.value", value)
say("isotonic.weight", weight)
# The minimax formula, weighted; falling: of the values upside down.
minimax <- function(y, w) sapply(seq_along(y), function(i)
    max(sapply(1:i, function(j)
        min(sapply(i:length(y), function(k) sum((y * w)[j:k]) / sum(w[j:k]))))))
say("isotonic.falling", -minimax(-value, weight))
say("isotonic.unweighted", -isoreg(-value)$yf)
by.score <- data.frame(s = edges, y = as.numeric(tapply(left, score, mean)),
                       w = as.numeric(tapply(left, score, length)))
fit <- -minimax(-by.score$y, by.score$w)
at <- c(-5, 0, 12.25, 40.5, 41, 63.75, 88.125, 100, 130)
say("isotonic.at", at)
say("isotonic.share", approx(by.score$s, fit, at, rule = 2)$y)

# Brier and ECE of shares that are given; groups of at least 60, ties together.
expected <- round(plogis(1.2 - score / 18), 2)
say("calibration.expected", expected)
say("calibration.brier", mean((expected - left)^2))
o <- order(expected)
group <- integer(600)
g <- 0
taken <- 0
for (i in seq_along(o)) {
    if (i > 1 && expected[o[i]] > expected[o[i - 1]] && taken >= 60) {
        g <- g + 1
        taken <- 0
    }
    group[o[i]] <- g
    taken <- taken + 1
}
say("calibration.groups", tapply(left, group, mean))
say("calibration.ece", sum(abs(tapply(expected, group, mean) - tapply(left, group, mean)) *
    table(group)) / 600)

# --- survival -------------------------------------------------------------------------
life.group <- sample(0:3, 300, replace = TRUE, prob = c(0.1, 0.2, 0.3, 0.4))
life.true <- ceiling(rexp(300, 0.02 / (1 + life.group)))
life.seen <- sample(20:180, 300, replace = TRUE)
days <- pmin(life.true, life.seen)
gone <- as.numeric(life.true <= life.seen)
say("life.days", days)
say("life.left", gone)
say("life.group", life.group)
for (b in 0:3) {
    s <- summary(survfit(Surv(days, gone) ~ 1, subset = life.group == b,
                         conf.type = "log-log"))
    say(paste0("survival.days.", b), s$time)
    say(paste0("survival.there.", b), s$n.risk)
    say(paste0("survival.left.", b), s$n.event)
    say(paste0("survival.share.", b), s$surv)
    known <- s$surv > 0 & s$surv < 1
    say(paste0("survival.low.", b), ifelse(known, s$lower, s$surv))
    say(paste0("survival.high.", b), ifelse(known, s$upper, s$surv))
}
test <- survdiff(Surv(days, gone) ~ life.group)
say("log_rank.chi_square", test$chisq)
say("log_rank.p", pchisq(test$chisq, 3, lower.tail = FALSE))
two <- life.group >= 2
test <- survdiff(Surv(days[two], gone[two]) ~ life.group[two])
say("log_rank.two", c(test$chisq, pchisq(test$chisq, 1, lower.tail = FALSE)))
# The trial of the package's own data: ovarian cancer (Edmunson 1979).
say("ovarian.days", ovarian$futime)
say("ovarian.left", ovarian$fustat)
say("ovarian.group", ovarian$rx - 1)
test <- survdiff(Surv(futime, fustat) ~ rx, data = ovarian)
say("ovarian.log_rank", c(test$chisq, pchisq(test$chisq, 1, lower.tail = FALSE)))
tails <- expand.grid(x = c(0.01, 0.5, 1, 3, 7.5, 20, 60), df = 1:11)
say("chi_square.tails", pchisq(tails$x, tails$df, lower.tail = FALSE))

# --- quantiles ----------------------------------------------------------------------------
draws <- rnorm(997)
say("quantile.value", draws)
say("quantile.middle", quantile(draws, c(0.025, 0.975), type = 7))

# --- logistic regression with a ridge, no weight below 0 -----------------------------------
n <- 500
x <- matrix(round(runif(n * 5), 2), n, 5)
x[, 2] <- round((x[, 1] + runif(n)) / 2, 2)
y <- as.numeric(runif(n) < plogis(-3 + 2 * x[, 1] + 1 * x[, 2] - 2 * x[, 3] + 2.5 * x[, 5]))
times <- sample(0:2, n, replace = TRUE)
say("logistic.x", t(x))
say("logistic.left", y)
say("logistic.times", times)

# Newton's method with some of the weights held at 0.
newton <- function(free, ridge) {
    z <- cbind(1, x[, free, drop = FALSE])
    penalty <- c(0, rep(ridge, length(free)))
    b <- rep(0, ncol(z))
    for (i in 1:100) {
        p <- plogis(z %*% b)
        slope <- crossprod(z, times * (p - y)) + penalty * b
        bend <- crossprod(z, as.numeric(times * p * (1 - p)) * z) + diag(penalty, ncol(z))
        step <- solve(bend, slope)
        b <- b - step
        if (max(abs(step)) < 1e-14) break
    }
    all <- rep(0, 6)
    all[c(1, free + 1)] <- b
    all
}
cost <- function(b, ridge) {
    z <- cbind(1, x) %*% b
    sum(times * (log1p(exp(-abs(z))) + pmax(z, 0) - y * z)) + ridge / 2 * sum(b[-1]^2)
}
# Of all choices of weights held at 0, the best that leaves none negative.
best <- function(ridge) {
    found <- NULL
    for (choice in 0:31) {
        free <- which(bitwAnd(choice, 2^(0:4)) > 0)
        b <- newton(free, ridge)
        if (all(b[-1] >= 0) && (is.null(found) || cost(b, ridge) < cost(found, ridge)))
            found <- b
    }
    found
}
say("logistic.ridge_1", best(1))
say("logistic.ridge_0.01", best(0.01))
say("logistic.ridge_100", best(100))
# Without a ridge, and without the factors that would be negative, it is glm.
fit <- glm(y ~ x[, c(1, 4, 5)], family = binomial, weights = times,
           control = glm.control(epsilon = 1e-15, maxit = 100))
say("logistic.glm", c(coef(fit)[1:2], 0, 0, coef(fit)[3:4]))
