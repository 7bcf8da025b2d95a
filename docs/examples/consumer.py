"""Follows Bincard's topic and keeps how much of each item there is.

pip install confluent-kafka;  KAFKA_BROKERS=localhost:9092 python3 consumer.py
"""

import json
import os
import sqlite3
from decimal import Decimal

from confluent_kafka import Consumer

TOPIC = os.environ.get("KAFKA_PREFIX", "bincard") + ".events"

store = sqlite3.connect("stock.db", isolation_level=None)
store.execute("CREATE TABLE IF NOT EXISTS known (event_id TEXT PRIMARY KEY)")
store.execute("CREATE TABLE IF NOT EXISTS stock (part INTEGER PRIMARY KEY, quantity TEXT NOT NULL)")


def postings_of(event):
    if event["type"] == "bincard.stock.moved.v1":
        return [event["data"]["posting"]]
    if event["type"] == "bincard.stock.imported.v1":
        return event["data"]["postings"]
    return []


def apply(event):
    """The event's id and what it causes in one transaction: what comes twice counts once."""
    store.execute("BEGIN IMMEDIATE")
    fresh = store.execute("INSERT OR IGNORE INTO known VALUES (?)", (event["id"],)).rowcount
    for posting in postings_of(event) if fresh else []:
        row = store.execute("SELECT quantity FROM stock WHERE part = ?", (posting["part"],)).fetchone()
        change = sum(Decimal(movement["quantity"]) for movement in posting["movements"])
        quantity = Decimal(row[0] if row else 0) + change
        store.execute("INSERT OR REPLACE INTO stock VALUES (?, ?)", (posting["part"], str(quantity)))
        print(f"{posting['kind']} of item {posting['part']}: now {quantity}", flush=True)
    store.execute("COMMIT")


if __name__ == "__main__":
    consumer = Consumer(
        {
            "bootstrap.servers": os.environ["KAFKA_BROKERS"],
            "group.id": os.environ.get("GROUP", "stock-example"),
            "auto.offset.reset": "earliest",
            "enable.auto.commit": False,
        }
    )
    consumer.subscribe([TOPIC])
    try:
        while True:
            message = consumer.poll(1.0)
            if message is None or message.error():
                continue
            apply(json.loads(message.value()))
            consumer.commit(message, asynchronous=False)
    except KeyboardInterrupt:
        consumer.close()
