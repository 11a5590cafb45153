"""The fifteen scenarios, in the order in which `send-all` posts them."""

from test_runner.scenarios import Scenario, scenario

INFRASTRUCTURE = (
    scenario(
        "node-cpu-saturated",
        "Node out of CPU",
        "infrastructure",
        service="payment-api",
        severity="high",
        message="CPU of node worker-7 above 95 % for 10 minutes",
        description="Load average 41 on 16 cores. Steal time is 0 %, so the load is our own; "
        "the busiest process is the payment-api container.",
        expected="Opens an incident with high urgency and pages level 1 of the owning team.",
        node="worker-7",
        metric="node_cpu_usage",
        value="0.97",
    ),
    scenario(
        "disk-almost-full",
        "Disk almost full",
        "infrastructure",
        service="orders-db",
        severity="medium",
        message="Volume /var/lib/postgresql is 91 % full",
        description="At the present rate the volume is full in 6 hours. Write-ahead log makes up "
        "38 GB of it: a replication slot has not moved since 04:10.",
        expected="Opens an incident with low urgency.",
        node="db-2",
        mountpoint="/var/lib/postgresql",
        value="0.91",
    ),
    scenario(
        "pods-crash-looping",
        "Pods restart again and again",
        "infrastructure",
        service="checkout",
        severity="critical",
        message="4 of 6 checkout pods are in CrashLoopBackOff",
        description="The containers are killed 20 s after their start: exit code 137, memory "
        "limit 512 MiB reached. It began with release 2026.11.3.",
        expected="Opens an incident with high urgency; the analysis points at memory.",
        namespace="shop",
        reason="OOMKilled",
        release="2026.11.3",
    ),
)

APPLICATION = (
    scenario(
        "error-rate-spike",
        "Error rate jumps",
        "application",
        service="payment-api",
        severity="critical",
        message="HTTP 5xx rate of payment-api is 14 %",
        description="Since 09:42 one request in seven to POST /charges answers 502. The upstream "
        "card processor answers normally.",
        expected="Opens an incident of its own: another severity than the CPU scenario.",
        alertname="HighErrorRate",
        endpoint="/charges",
        value="0.14",
    ),
    scenario(
        "latency-slo-burn",
        "Latency budget burns",
        "application",
        service="payment-api",
        severity="critical",
        message="p99 latency of payment-api is 4.8 s, objective 800 ms",
        description="The error budget of 30 days is used up in 5 hours at this rate. Threads wait "
        "for a database connection.",
        expected="Joins the incident of “Error rate jumps”: same service and severity within "
        "the correlation window.",
        alertname="LatencyBudgetBurn",
        quantile="0.99",
        value="4.8",
    ),
    scenario(
        "search-timeouts",
        "Search requests time out",
        "application",
        service="search",
        severity="high",
        message="22 % of search requests run into the 2 s timeout",
        description="One of five index shards answers slowly since a large re-index started at "
        "11:05. Results are incomplete but pages load.",
        expected="Opens an incident with high urgency.",
        alertname="SearchTimeouts",
        shard="3",
        value="0.22",
    ),
)

DATABASE = (
    scenario(
        "connections-exhausted",
        "No free database connections",
        "database",
        service="orders-db",
        severity="critical",
        message="orders-db: 200 of 200 connections in use",
        description="New clients are refused: FATAL: sorry, too many clients already. 143 sessions "
        "are idle in transaction, the oldest for 18 minutes.",
        expected="Opens an incident with high urgency; the analysis points at the connection pool.",
        alertname="PostgresConnections",
        value="200",
    ),
    scenario(
        "replication-lag",
        "Replica falls behind",
        "database",
        service="orders-db",
        severity="critical",
        message="Replica of orders-db is 340 s behind its primary",
        description="Replay is blocked by a long report on the replica. Reads show orders that are "
        "more than five minutes old.",
        expected="Joins the incident of “No free database connections”.",
        alertname="ReplicationLag",
        replica="orders-db-replica-1",
        value="340",
    ),
    scenario(
        "slow-queries",
        "Queries become slow",
        "database",
        service="users-db",
        severity="medium",
        message="Average query time of users-db tripled to 240 ms",
        description="A sequential scan on table sessions since the statistics were reset; the "
        "planner no longer uses the index on expires_at.",
        expected="Opens an incident with low urgency.",
        alertname="SlowQueries",
        table="sessions",
        value="0.24",
    ),
)

NETWORK = (
    scenario(
        "dns-resolution-failing",
        "Names cannot be resolved",
        "network",
        service="dns-resolver",
        severity="critical",
        message="31 % of DNS look-ups fail in cluster eu-west-1",
        description="Resolver pods answer SERVFAIL for external zones. Calls to the card processor "
        "and the mail provider fail at random.",
        expected="Opens an incident of a service that the catalogue may not know: it is added as "
        "unowned and the default policy pages.",
        region="eu-west-1",
        rcode="SERVFAIL",
        value="0.31",
    ),
    scenario(
        "load-balancer-unhealthy",
        "Load balancer loses its targets",
        "network",
        service="web",
        severity="high",
        message="Load balancer edge-1 has 2 of 8 healthy targets",
        description="Health checks on port 8443 time out from one availability zone only. Traffic "
        "is moved to the remaining targets, which run at 88 % CPU.",
        expected="Opens an incident with high urgency.",
        zone="eu-west-1b",
        healthy="2",
        total="8",
    ),
)

SECURITY = (
    scenario(
        "sign-in-attack",
        "Passwords are being guessed",
        "security",
        service="auth",
        severity="high",
        message="Failed sign-ins 40 times above normal: 2,900 per minute",
        description="Attempts come from 1,100 addresses against 640 accounts, one password list. "
        "No account has been entered so far; the rate limit holds.",
        expected="Opens an incident with high urgency.",
        alertname="CredentialStuffing",
        attempts_per_minute="2900",
    ),
    scenario(
        "certificate-expires",
        "Certificate expires soon",
        "security",
        service="web",
        severity="low",
        message="TLS certificate of shop.northwind.example expires in 6 days",
        description="Automatic renewal failed three times: the ACME challenge is answered with 403 "
        "since the last change of the firewall rules.",
        expected="Opens an incident with low urgency: it can wait for working hours.",
        alertname="CertificateExpiry",
        days_left="6",
    ),
)

BUSINESS = (
    scenario(
        "orders-drop",
        "Orders per minute drop",
        "business",
        service="checkout",
        severity="critical",
        message="Orders per minute fell from 180 to 12",
        description="Visits and filled baskets are normal, payments are tried and given up. "
        "Compared with the same hour of the last four weeks.",
        expected="Joins the incident of “Pods restart again and again”.",
        alertname="OrdersPerMinute",
        expected_value="180",
        value="12",
    ),
    scenario(
        "queue-backlog",
        "Messages pile up",
        "business",
        service="message-queue",
        severity="high",
        message="Queue payment-events holds 48,000 messages, oldest 22 minutes",
        description="Consumers confirm 30 messages a second, producers send 70. Customers get "
        "their confirmation mails late.",
        expected="Opens an incident with high urgency.",
        queue="payment-events",
        depth="48000",
        oldest_seconds="1320",
    ),
)

SCENARIOS: dict[str, Scenario] = {
    entry.id: entry
    for entry in (
        *INFRASTRUCTURE,
        *APPLICATION,
        *DATABASE,
        *NETWORK,
        *SECURITY,
        *BUSINESS,
    )
}
