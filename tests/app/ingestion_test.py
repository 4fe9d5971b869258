#!/usr/bin/env python3
"""ingestion_test.py PROGRAM: every example of docs/INGESTION.md works when pasted.

The program serves its sample data on a port of its own; each block of shell in the page
is run as it stands, with that port.  Speaks TAP."""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile

PAGE = os.path.join(os.path.dirname(__file__), "../../docs/INGESTION.md")
# What an example shows to be refused, or has to say beside its success.
EXPECTED = {
    "Many at once": ['"accepted":2', "Missing required fields: amount", '"accepted":2'],
    "Files": [],
    "Segment": ['{"success":true}'],
    "RudderStack": ['{"success":true}'],
    "CloudEvents": ["204", '"accepted":2'],
    "Stripe": ['{"received":true}'],
    "Zendesk": ['{"received":true}'],
    "Intercom": ['{"received":true}'],
}


def examples():
    """The blocks of shell, each with the heading it stands under."""
    with open(PAGE, encoding="utf-8") as page:
        text = page.read()
    for section in re.split(r"^## ", text, flags=re.M)[1:]:
        heading = section.split("\n", 1)[0]
        for block in re.findall(r"^```sh\n(.*?)^```$", section, flags=re.M | re.S):
            yield heading, block


def serve(program, folder, env):
    server = subprocess.Popen(
        [program, "serve", "--sample", "--listen", "127.0.0.1:0"], cwd=folder, env=env,
        stdout=subprocess.PIPE, text=True)
    for line in server.stdout:
        found = re.search(r"http://127\.0\.0\.1:(\d+)", line)
        if found:
            return server, found[1]
    sys.exit("the program does not serve")


def run(block, port, folder, env):
    script = block.replace("127.0.0.1:8000", "127.0.0.1:" + port).replace("/tmp/", folder + "/")
    ran = subprocess.run(["sh", "-e", "-c", script], cwd=folder, env=env, text=True,
                         stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    return ran.returncode, ran.stdout


def faults(heading, code, output):
    found = [] if code == 0 else [f"it ended with {code}"]
    # An answer that refuses is a problem, and has its status in it.
    found += [f"answered {status}" for status in re.findall(r'"status":(4\d\d|5\d\d)', output)]
    found += [f"does not say {text}" for text in EXPECTED.get(heading, []) if text not in output]
    return found


def main():
    program = os.path.abspath(sys.argv[1])
    folder = tempfile.mkdtemp(prefix="customer-health-ingestion-")
    os.makedirs(os.path.join(folder, "build"))
    os.symlink(program, os.path.join(folder, "build/customer-health"))
    env = dict(os.environ, DATABASE_URL=f"sqlite:{folder}/examples.db",
               CUSTOMER_HEALTH_STRIPE_SECRETS="whsec_demo",
               CUSTOMER_HEALTH_ZENDESK_SECRETS="zd_demo",
               CUSTOMER_HEALTH_INTERCOM_SECRETS="ic_demo")
    server, port = serve(program, folder, env)
    outputs = {}
    for heading, block in examples():
        code, output = run(block, port, folder, env)
        before = outputs.setdefault(heading, [0, ""])
        outputs[heading] = [before[0] or code, before[1] + output]
    print(f"1..{len(outputs)}")
    for number, (heading, (code, output)) in enumerate(outputs.items(), 1):
        wrong = faults(heading, code, output)
        name = "the_examples_work_under_" + re.sub(r"\W+", "_", heading.lower())
        print(f"{'not ok' if wrong else 'ok'} {number} - {name}")
        if wrong:
            print("# " + "; ".join(wrong) + "\n# " + output.replace("\n", "\n# "))
    server.send_signal(signal.SIGTERM)
    server.wait()
    shutil.rmtree(folder)


main()
