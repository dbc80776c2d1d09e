"""The commands whose answers are checked, and the catalogue files that some of them read."""

import dataclasses

USUAL_CARDS = ["rtx-4070", "rtx-4090", "rtx-5090", "a10", "a100-pcie-40gb"]

EVERY_CARD = {}  # filled in from what `vramcalc gpus` lists

GPU_CATALOGUE = """\
references:
  sheet: "=A data sheet, with a comma and a \\"quote\\""
gpus:
  - id: plain-card
    name: Plain Card
    vendor: other
    segment: consumer
    form_factor: card
    memory_gb: 20
    sources: [{from: sheet, for: [memory_gb]}]
  - id: rtx-4090
    name: My RTX 4090
    aliases: ["My 4090, the quiet one"]
    vendor: nvidia
    segment: consumer
    form_factor: card
    memory_gb: 24
    driver_memory_mib: 24564
    board_power_watts: 400
    release_date: "2022-10"
    sources:
      - {from: sheet, at: page 1, for: [memory_gb, driver_memory_mib]}
      - {from: "https://example.com/card", for: [board_power_watts, release_date]}
prices:
  - {gpu: rtx-4090, usd: 1234, as_of: "2025-03-01", source: a shop}
"""

MODEL_CATALOGUE = """\
references:
  card: Its model card
models:
  - id: my-size
    name: Mine
    parameters: 5000000000
    sources: [{from: card, for: [parameters]}]
  - id: my-model
    name: My Model
    aliases: [mine-too]
    repository: me/my-model
    parameters: 1000000007
    licence: "@home"
    released: "2025"
    sources:
      - {from: card, at: "first table, row 1", for: [parameters, config]}
      - {from: "https://example.com/model", for: [released, licence, aliases]}
    config: {model_type: llama, num_hidden_layers: 16, max_position_embeddings: 4096}
"""

# Small, and whole: what the schemas are about is the document, not the model.
CONFIG = """\
{"model_type": "llama", "hidden_size": 256, "intermediate_size": 512, "num_hidden_layers": 2,
 "num_attention_heads": 4, "num_key_value_heads": 2, "vocab_size": 1000,
 "max_position_embeddings": 2048, "tie_word_embeddings": true, "torch_dtype": "bfloat16"}
"""
MOE_CONFIG = """\
{"model_type": "mixtral", "hidden_size": 256, "intermediate_size": 512, "num_hidden_layers": 2,
 "num_attention_heads": 4, "num_key_value_heads": 2, "vocab_size": 1000, "num_local_experts": 8,
 "num_experts_per_tok": 2, "max_position_embeddings": 2048,
 "quantization_config": {"quant_method": "fp8", "weight_block_size": [128, 128]}}
"""
ADAPTER = """\
{"peft_type": "LORA", "r": 16, "lora_alpha": 32, "base_model_name_or_path": "me/model",
 "target_modules": ["q_proj", "v_proj"]}
"""
ODD_CONFIG = """\
{"model_type": "nobody-knows", "hidden_size": 256, "intermediate_size": 512,
 "num_hidden_layers": 2, "num_attention_heads": 4, "vocab_size": 1000}
"""

LOG = """\
build: 9700 (abc1234) with cc
ggml_cuda_init: found 1 CUDA devices:
  Device 0: NVIDIA GeForce RTX 3090, compute capability 8.6, VMM: yes
print_info: file type   = Q8_0
load_tensors: offloaded 3/3 layers to GPU
load_tensors:        CUDA0 model buffer size =     1.00 MiB
llama_context: n_seq_max     = 1
llama_context: n_ctx         = 2048
llama_context: n_batch       = 2048
llama_context: n_ubatch      = 512
llama_context: flash_attn    = enabled
llama_context: kv_unified    = false
llama_context:  CUDA_Host  output buffer size =     0.50 MiB
llama_kv_cache:      CUDA0 KV buffer size =     1.50 MiB
llama_kv_cache: size =    1.50 MiB (  2048 cells,   2 layers,  1/1 seqs), K (f16):    0.75 MiB, V (f16):    0.75 MiB
sched_reserve:      CUDA0 compute buffer size =    10.00 MiB
"""
SUMS = """\
common_memory_breakdown_print: |   - CUDA0 (X) | 100 = 40 + (60 = 40 + 12 + 8) + 0 |
"""

FILES = {"server.log": LOG, "sums.log": SUMS, "gpus.yaml": GPU_CATALOGUE, "models.yaml": MODEL_CATALOGUE, "broken.yaml": "gpus: 1\n",
         "config.json": CONFIG, "moe.json": MOE_CONFIG, "adapter_config.json": ADAPTER,
         "odd.json": ODD_CONFIG, "cut.json": CONFIG[:100]}

# What --local finds.
CARD_FILES = "computer/sys/class/drm/card0/device"
COMPUTER = {
    "computer/proc/meminfo": "MemTotal: 65775152 kB\nMemAvailable: 52428800 kB\n",
    "computer/usr/share/libdrm/amdgpu.ids": "744C,\tC8,\tAMD Radeon RX 7900 XTX\n",
    f"{CARD_FILES}/vendor": "0x1002\n",
    f"{CARD_FILES}/device": "0x744c\n",
    f"{CARD_FILES}/revision": "0xc8\n",
    f"{CARD_FILES}/mem_info_vram_total": "25753026560\n",
    f"{CARD_FILES}/mem_info_vram_used": "1843200000\n",
}


@dataclasses.dataclass
class Case:
    """A command line without its format, and what is known of its answer."""

    line: str
    schema: str
    exit_status: int = 0
    # estimate: the kinds of cards in the order of fits, and how many of each were named.
    kinds: dict = None
    rig: bool = False
    user_folder: bool = False  # the catalogue files lie where the program looks for them
    words: list = None  # further arguments, which may hold spaces


def estimate(line, exit_status=0, rig=None, **more):
    """A rig is {card: count}; without one, the usual cards are asked about."""
    kinds = rig or {card: 1 for card in USUAL_CARDS}
    return Case(line, more.pop("schema", "estimate"), exit_status, kinds, rig is not None, **more)


def comparison(line, exit_status=0, rig=None, **more):
    return estimate(line, exit_status, rig, schema="comparison", **more)


ESTIMATES = [
    estimate("estimate --params 70B --precision int4"),
    estimate("estimate 7B"),
    estimate("estimate 350M --precision fp32 --overhead 1"),
    estimate("estimate --params 0.000000001B -p iq1_s"),
    estimate("estimate 1000T --overhead 2.5 -p fp32"),
    estimate("estimate --model 13b -p nf4 --units GiB"),
    estimate("estimate llama-3.1-8b"),
    estimate("estimate -m llama-3.1-8b -p q4_k_m --color never"),
    estimate("estimate qwen3-30b-a3b -p exl2:4.5"),
    estimate("estimate gpt-oss-20b -p mxfp4"),
    estimate("estimate deepseek-r1 -p fp8"),
    estimate("--units GB estimate 34B -p awq"),
    Case("estimate 70B -p int4 --all", "estimate", kinds=EVERY_CARD),
    # Rigs: fits, tight, no.
    estimate("estimate 8B -p int4 --gpu rtx-4070", rig={"rtx-4070": 1}),
    estimate("estimate 70B -p int4 --gpu rtx-4090x2", rig={"rtx-4090": 2}),
    estimate("estimate 70B -p int4 --gpu 4090 --gpu 4090", rig={"rtx-4090": 2}),
    estimate("estimate 70B -p fp16 --gpu rtx-4090", 1, {"rtx-4090": 1}),
    estimate("estimate 70B -p int4 -g rtx-4090x2,rtx-3060", rig={"rtx-4090": 2, "rtx-3060": 1}),
    estimate("estimate 70B -p fp16 -g 2xa10 -g rtx-3060", 1, {"a10": 2, "rtx-3060": 1}),
    estimate("estimate 8B -p int4 --gpu rtx-5090x8", rig={"rtx-5090": 8}),
    estimate("estimate 700B -p fp32 --gpu a2", 1, {"a2": 1}),
    estimate("estimate 700B -p fp32 --gpu a2x16", 1, {"a2": 16}),
    estimate("estimate 700B -p fp32 --gpu a2x17", 1, {"a2": 17}),
    # No supply or no main memory of their own.
    estimate("estimate 70B --gpu h100-sxm5-80gbx2", 1, {"h100-sxm5-80gb": 2}),
    estimate("estimate 8B -g rtx-4090 -g h100-sxm5-80gb", rig={"rtx-4090": 1, "h100-sxm5-80gb": 1}),
    estimate("estimate 8B --gpu rtx-4090-laptop", 1, {"rtx-4090-laptop": 1}),
    estimate("estimate 70B -p int4 --gpu m4-max", rig={"apple-m4-max-40-core": 1}),
    estimate("estimate 700B --gpu dgx-spark-gb10", 1, {"dgx-spark-gb10": 1}),
    estimate("estimate 7B -p int8 --gpu h100-80gb-mig-1g.10gb", rig={"h100-80gb-mig-1g.10gb": 1}),
    # Cards known by their memory alone.
    estimate("estimate 13B -p int8 --vram 24GB", rig={"24GB": 1}),
    estimate("estimate 70B --vram 80GiBx2 -g a10", rig={"a10": 1, "80GiB": 2}),
    estimate("estimate 13B", 1, {"24 GB": 1}, words=["--vram", "24 GB"]),
    # Catalogues of the user's own.
    estimate("estimate my-model --model-catalog models.yaml"),
    estimate("estimate my-size -p int8 --model-catalog models.yaml"),
    estimate("estimate 13B -p int8 -g plain-card --gpu-catalog gpus.yaml", rig={"plain-card": 1}),
    estimate("estimate mine-too --gpu rtx-4090", rig={"rtx-4090": 1}, user_folder=True),
]

ESTIMATES += [
    estimate("estimate config.json"),
    estimate("estimate --model config.json -p q4_k_m --imatrix"),
    estimate("estimate moe.json -p gptq --gpu rtx-4090", rig={"rtx-4090": 1}),
    estimate("estimate llama-3.1-8b --method rule"),
    estimate("estimate config.json --method detailed --units GB"),
    estimate("estimate odd.json --architecture llama"),
    estimate("estimate qwen3.5-35b-a3b -p nf4"),
]

COMPARISONS = [
    comparison("estimate config.json -p all"),
    comparison("estimate 13B --precision all"),
    comparison("estimate llama-3.1-8b -p fp16,q4_k_m -p exl3:3.5"),
    comparison("estimate 70B -p fp16,int4 -g rtx-4090x2", rig={"rtx-4090": 2}),
    comparison("estimate 70B -p fp16,fp32 -g rtx-4090", 1, {"rtx-4090": 1}),
    comparison("estimate 8B -p fp16,int4 -g rtx-4090-laptop", rig={"rtx-4090-laptop": 1}),
    comparison("estimate 8B -p all -g 3060,a10", rig={"rtx-3060": 1, "a10": 1}),
]

ENGINES = [
    "llama.cpp", "vllm", "sglang", "tensorrt-llm", "transformers", "exllamav3", "mlx",
]  # what --engine all asks, in its order


def engines(line, exit_status=0, rig=None, **more):
    return estimate(line, exit_status, rig, schema="engines", **more)


def of_engines(line, names, exit_status=0, rig=None):
    """The same question to several engines."""
    return [estimate(f"{line} --engine {name}", exit_status, rig) for name in names]


CARD = {"rtx-4090": 1}
PAIR = {"rtx-4090": 2}
SERVERS = ["vllm", "sglang", "tensorrt-llm"]
SPREADING = [*SERVERS, "transformers", "exllamav3", "generic"]
# ExLlamaV3 has formats of its own.
SPREADING_HUB = [*SERVERS, "transformers", "generic"]

# Every engine: without cards, on one, on several, on too small ones, by the rule of thumb.
ESTIMATES += [
    *of_engines("estimate llama-3.1-8b", [*ENGINES, "generic", "ollama", "lm-studio"]),
    *of_engines("estimate llama-3.1-8b --gpu rtx-4090 --explain", SPREADING, rig=CARD),
    *of_engines("estimate config.json --context 1k --parallel 4 -g a10", SPREADING, rig={"a10": 1}),
    *of_engines("estimate moe.json -p bf16", [*ENGINES, "generic"]),
    *of_engines("estimate qwen3-32b -p int4 --context 32k -g rtx-4090x2", SPREADING_HUB, rig=PAIR),
    *of_engines("estimate qwen3-32b -p int4 -g rtx-4090,rtx-3090", SPREADING_HUB,
                rig={"rtx-4090": 1, "rtx-3090": 1}),
    # Ranks are equal, cards are not.
    *of_engines("estimate qwen3-32b -p int4 -g rtx-4090,rtx-3060", SERVERS, 1,
                {"rtx-4090": 1, "rtx-3060": 1}),
    *of_engines("estimate llama-3.1-8b -p int4 -g rtx-3090x3", SPREADING_HUB, rig={"rtx-3090": 3}),
    estimate("estimate qwen3-30b-a3b -p q4_k_m --override-tensor exps=CPU,attn=CUDA1 "
             "-g rtx-4090x2", rig=PAIR),
    estimate("estimate qwen3-32b -p exl3:4 --engine exllamav3 -g rtx-4090x2", rig=PAIR),
    *of_engines("estimate llama-3.1-70b --gpu rtx-4090x2", SPREADING, 1, PAIR),
    *of_engines("estimate llama-3.1-8b --context 128k --gpu rtx-4090", SPREADING, 1, CARD),
    *of_engines("estimate qwen3.5-27b -p fp8 --gpu h100-sxm5-80gb", SPREADING_HUB,
                rig={"h100-sxm5-80gb": 1}),
    *of_engines("estimate gemma-3-27b -p fp8 --context 64k -g h200-sxm5-141gbx2",
                SPREADING_HUB, rig={"h200-sxm5-141gb": 2}),
    *of_engines("estimate deepseek-v3.2 -p fp8 -g h200-sxm5-141gbx8", SERVERS,
                rig={"h200-sxm5-141gb": 8}),
    *of_engines("estimate llama-3.1-8b -p fp8 --vram 24GB", SERVERS, rig={"24GB": 1}),
    *of_engines("estimate llama-3.1-8b --gpu dgx-spark-gb10", SPREADING, rig={"dgx-spark-gb10": 1}),
    *of_engines("estimate llama-3.1-8b --gpu rx-7900-xtx",
                ["vllm", "sglang", "transformers", "generic"], rig={"rx-7900-xtx": 1}),
    *of_engines("estimate 13B -p fp16 --gpu rtx-4090", [*ENGINES, "generic"], 1, CARD),
    *of_engines("estimate llama-3.1-8b -p int4 --gpu m4-max", ["mlx", "generic"],
                rig={"apple-m4-max-40-core": 1}),
]

# This computer, which is one of COMPUTER.
ESTIMATES += [
    estimate("estimate llama-3.1-8b -p q4_k_m --local", rig={"rx-7900-xtx": 1}),
    # The default share of a card is not free there.
    estimate("estimate llama-3.1-8b --engine vllm --local", 1, {"rx-7900-xtx": 1}),
]

# Main memory.
ESTIMATES += [
    estimate("estimate 13B -p int8 --gpu rtx-4090 --ram 32GB", rig=CARD),
    estimate("estimate qwen3-30b-a3b -p q4_k_m --cpu-moe -g rtx-4090 --ram 64GB", rig=CARD),
    estimate("estimate qwen3-30b-a3b -p q4_k_m --cpu-moe -g rtx-4090 --ram 16GB", 1, CARD),
    estimate("estimate llama-3.1-8b --engine vllm -g rtx-4090x2 --ram 64GB", rig=PAIR),
]

# Their own options.
ESTIMATES += [
    estimate("estimate llama-3.1-8b --engine vllm --engine-version 0.8 --explain"),
    estimate("estimate llama-3.1-8b --engine vllm --engine-version 0.6 -g rtx-4090", rig=CARD),
    estimate("estimate llama-3.1-8b --engine vllm --engine-version 0.20 -g rtx-4090", rig=CARD),
    estimate("estimate llama-3.1-8b --engine vllm -g rtx-4090 --gpu-memory-utilization 0.8"
             " --max-num-seqs 64 --max-num-batched-tokens 4096 --block-size 32 --enforce-eager"
             " --kv-cache-dtype fp8 --enable-lora --max-loras 2 --max-lora-rank 32", rig=CARD),
    estimate("estimate llama-3.1-8b --engine vllm -g rtx-4090 --gpu-memory-utilization 0.6", 1,
             CARD),
    estimate("estimate qwen3.5-27b -p fp8 --engine vllm -g h100-sxm5-80gb"
             " --num-speculative-tokens 2 --language-model-only", rig={"h100-sxm5-80gb": 1}),
    estimate("estimate qwen3-32b -p awq --engine vllm -g rtx-4090x4 --tensor-parallel-size 2"
             " --pipeline-parallel-size 2", rig={"rtx-4090": 4}),
    estimate("estimate qwen3-32b -p awq --engine vllm --tensor-parallel-size 2"),
    estimate("estimate llama-3.1-8b --engine sglang -g rtx-4090 --mem-fraction-static 0.9"
             " --chunked-prefill-size 4096 --page-size 64 --disable-cuda-graph", rig=CARD),
    estimate("estimate qwen3-32b -p awq --engine sglang -g rtx-4090x2 --pp 2 --tp 1", rig=PAIR),
    estimate("estimate qwen3.5-27b -p fp8 --engine sglang -g h100-sxm5-80gb"
             " --speculative-num-draft-tokens 3 --parallel 8", rig={"h100-sxm5-80gb": 1}),
    estimate("estimate llama-3.1-8b --engine tensorrt-llm -g rtx-4090"
             " --free_gpu_memory_fraction 0.5 --max_num_tokens 2048", rig=CARD),
    estimate("estimate qwen3-32b -p awq --engine tensorrt-llm -g rtx-4090x2 --pp_size 2", rig=PAIR),
    estimate("estimate llama-3.1-8b --engine transformers --attn-implementation eager"),
    estimate("estimate llama-3.1-8b --engine transformers --all-logits -p nf4"),
    estimate("estimate qwen3-4b --engine transformers -p fp8"),
    estimate("estimate llama-3.1-8b -p exl3:4 --engine exllamav3 --cache-mode 6,5"
             " --cache-size 65536 --chunk-size 1024 -g rtx-3060", rig={"rtx-3060": 1}),
    estimate("estimate llama-3.1-8b -p int4 --engine mlx --kv-bits 8 --kv-group-size 32"),
    estimate("estimate llama-3.1-8b -p int8 --engine mlx --max-kv-size 4096"
             " --prefill-step-size 512"),
    estimate("estimate llama-3.1-8b --engine vllm -g rtx-4090 --reserve 1GiB", rig=CARD),
]

COMPARISONS += [
    comparison("estimate llama-3.1-8b -p bf16,fp8,awq --engine vllm"),
    comparison("estimate llama-3.1-8b -p bf16,nf4 --engine transformers -g rtx-3060",
               rig={"rtx-3060": 1}),
    comparison("estimate llama-3.1-70b -p bf16,fp8 --engine sglang -g rtx-4090", 1, CARD),
    comparison("estimate qwen3-32b -p bf16,awq --engine tensorrt-llm -g rtx-4090x2", rig=PAIR),
]

ENGINE_COMPARISONS = [
    engines("estimate llama-3.1-8b --engine all"),
    engines("estimate qwen3-32b -p awq --engine all --context 32k"),
    engines("estimate qwen3-32b -p awq --engine all --context 32k -g rtx-4090x2", rig=PAIR),
    engines("estimate llama-3.1-8b -p q4_k_m --engine all -g rtx-4070", rig={"rtx-4070": 1}),
    engines("estimate gpt-oss-20b --engine all -g rtx-4090", rig=CARD),
    engines("estimate config.json --engine all --parallel 4 -g a10x2", rig={"a10": 2}),
    engines("estimate llama-3.1-70b --engine all -g rtx-4090", 1, CARD),
    engines("estimate llama-3.1-8b -p int4 --engine all -g m4-max", rig={"apple-m4-max-40-core": 1}),
    engines("estimate llama-3.1-8b -p int4 --engine all -g rx-7900-xtx", rig={"rx-7900-xtx": 1}),
]

PLANS = [
    Case(line, "plan", exit_status)
    for line, exit_status in [
        ("plan qwen3-32b --gpu rtx-4090", 0),
        ("plan qwen3-30b-a3b --gpu rtx-3060 --ram 32GB", 0),
        ("plan llama-3.1-70b --gpu rtx-4090 --gpu rtx-3060 --context 4k --parallel 2", 0),
        ("plan llama-3.1-70b -g rtx-3060 --ram 16GB", 1),
        ("plan 13B -p int8 --gpu rtx-4090", 0),
        ("plan 13B -p fp16 --gpu rtx-5090", 0),
        ("plan 70B -p int4 --gpu rtx-4090x2", 0),
        ("plan config.json --vram 24GB", 0),
        ("plan moe.json --gpu a10x4", 0),
        ("plan llama-3.1-8b --gpu rx-7900-xtx", 0),
        ("plan llama-3.1-8b --gpu m4-max", 0),
        ("plan qwen3-30b-a3b --local", 0),
        ("plan llama-3.1-8b --gpu m4-max --engine mlx -p int4", 0),
        ("plan llama-3.1-8b --gpu rtx-4090x2 --engine tensorrt-llm --kv-precision fp8", 0),
        ("plan llama-3.1-8b --gpu rtx-4090 --engine exllamav3 -p exl3:4", 0),
        ("plan llama-3.1-8b -p q4_k_m --gpu rtx-4090", 0),
        ("plan gpt-oss-120b --gpu rtx-4090 --ram 96GB", 0),
        ("plan 7B -p int8 --gpu rtx-4070 --loader whole-file", 0),
        ("plan qwen3-32b --gpu rtx-4090x2 --timeline --disk-speed 7GB/s --pcie 3x8 --ram 64GB", 0),
        ("plan llama-3.1-8b --gpu m4-max --timeline", 0),
    ]
]


def versus(line, changes, exit_status=0):
    return Case(line, "versus", exit_status, words=["--versus", changes])


VERSUS = [
    versus("estimate 70B -p int4", "-p int8"),
    versus("estimate 70B -p int4 --gpu rtx-4090", "--gpu rtx-4090x2"),
    versus("estimate llama-3.1-8b -p q4_k_m --gpu rtx-4070", "--context 32k"),
    versus("estimate llama-3.1-8b -p q4_k_m --gpu rtx-4070", "--context 128k --parallel 4", 1),
    versus("estimate llama-3.1-8b -p q4_k_m", "qwen3-8b --no-kv-offload"),
    versus("estimate llama-3.1-8b --gpu rtx-4090",
           "--gpu-memory-utilization 0.8 --engine vllm --context 4k"),
    versus("estimate llama-3.1-8b --engine vllm --gpu rtx-4090", "--engine sglang"),
    versus("estimate qwen3-32b -p q4_k_m --gpu rtx-3090x2", "--context 32k --kv-precision q8_0"),
    versus("estimate config.json", "--model moe.json"),
    versus("estimate config.json -p q4_k_m", "--model 7B -p int4"),
]


def models(line, exit_status=0):
    return Case(line, "set", exit_status)


SETS = [
    models("estimate 7B -m 1B -p int4"),
    models("estimate 7B -m 7B -p int4,fp16 --vram 24GBx2"),
    models("estimate -m 7B -m config.json --gpu rtx-4090 -p fp16"),
    models("estimate llama-3.1-8b -m qwen3-0.6b -p q4_k_m,q8_0 --context 16k,512"),
    models("estimate llama-3.1-8b -m qwen3-0.6b -p q4_k_m,q8_0 --gpu rtx-4090"),
    models("estimate qwen3-32b -m qwen3-8b -m qwen3-0.6b -p q4_k_m --gpu rtx-3090x2"),
    models("estimate -m llama-3.1-8b -m qwen3-8b -p q8_0 --gpu rtx-4070", 1),
    models("estimate -m llama-3.1-8b -m qwen3-0.6b -p q4_k_m --local"),
    models("estimate -m qwen3-8b -m qwen3-0.6b --engine vllm --gpu a100-sxm4-80gb", 1),
    models("estimate -m qwen3-8b -m qwen3-0.6b --engine vllm --gpu a100-sxm4-80gb"
           " --gpu-memory-utilization 0.6,0.2"),
    models("estimate -m qwen3-0.6b -m qwen3-8b -p q8_0,bf16 --engine llama.cpp,sglang"
           " --gpu a100-sxm4-80gb"),
    models("estimate -m qwen3-0.6b -m qwen3-8b --engine transformers,tensorrt-llm"
           " --gpu rtx-4090,a10"),
    models("estimate -m qwen3-0.6b -m qwen3-8b --engine exllamav3,mlx -p exl3:4,int4"),
]

RECOMMENDATIONS = [
    Case(line, "recommend", exit_status, **more)
    for line, exit_status, more in [
        ("recommend --model 13B", 0, {}),
        ("recommend --params 70B --precision int4,fp8", 0, {}),
        ("recommend llama-3.1-8b --precision all --overhead 1.5", 0, {}),
        ("recommend 7B --use personal", 0, {}),
        ("recommend 34B --use advanced", 0, {}),
        ("recommend 70B --use studio", 0, {}),
        ("recommend 70B --use serving --all", 0, {}),
        ("recommend 70B --use training --all", 0, {}),
        ("recommend 700B --use personal", 1, {}),
        ("recommend 13B --budget 2500 --max-power 600", 0, {}),
        ("recommend 70B --budget 1", 1, {}),
        ("recommend 13B --vendor amd --cards 2", 0, {}),
        ("recommend 13B --vendor apple", 0, {}),
        ("recommend 13B --vendor intel --cards 2-4", 0, {}),
        ("recommend 13B --price a10=2500 --budget 5000", 0, {}),
        ("recommend 70B -p int4 --gpu a10,h100-sxm5-80gb -g rtx-4090-laptop", 0, {}),
        ("recommend 13B --all --units GiB", 0, {}),
        ("recommend 13B -p int8 -g plain-card --gpu-catalog gpus.yaml", 0, {}),
        ("recommend my-model --budget 3000", 0, {"user_folder": True}),
        ("recommend llama-3.1-8b --engine llama.cpp --context 32k --parallel 4 --all", 0, {}),
        ("recommend qwen3-30b-a3b --engine vllm --min-speed 50 --kwh-price 0.3 --hours 24", 0, {}),
        ("recommend 70B -p int4 -g rtx-4090,rtx-3090,rtx-3060 --mixed", 0, {}),
        ("recommend 13B --price a10=0.6/h --pareto", 0, {}),
        ("recommend 13B --slots 4 --circuit 1440W --psu 1000", 0, {}),
        ("recommend 13B --min-speed 100000", 1, {}),
    ]
]

FITS = [
    Case(line, "fit", exit_status)
    for line, exit_status in [
        ("fit --gpu rtx-4090", 0),
        ("fit --gpu rtx-3090x2 --engine vllm --context 32k --sort speed", 0),
        ("fit --vram 24GB --search qwen3 --min-bits 6", 0),
        ("fit --gpu rtx-3060 --ram 64GB --min-speed 20 --sort released", 0),
        ("fit --gpu m4-max --engine mlx --sort context", 0),
        ("fit --vram 1GB --size 70B-", 1),
    ]
]

LISTS = [
    Case("gpus", "gpus"),
    Case("gpus ada --units GiB", "gpus"),
    Case("gpus apple", "gpus"),
    Case("gpus mig", "gpus"),
    Case("gpus rtx-4090", "gpus"),
    Case("gpus --gpu-catalog gpus.yaml", "gpus"),
    Case("gpus plain-card", "gpus", user_folder=True),
    Case("models", "models"),
    Case("models qwen3", "models"),
    Case("models 7b", "models"),
    Case("models --model-catalog models.yaml", "models"),
    Case("precisions", "precisions"),
    Case("precisions q4", "precisions"),
    Case("precisions exl3:3.5", "precisions"),
]

INSPECTIONS = [
    Case("inspect config.json", "inspect"),
    Case("inspect moe.json --tensors --metadata", "inspect"),
    Case("inspect adapter_config.json", "inspect"),
    Case("inspect odd.json --architecture llama", "inspect"),
    Case("inspect config.json moe.json", "inspections"),
    Case("inspect config.json moe.json --tensors", "inspections"),
]

VERIFICATIONS = [
    Case("verify server.log --model config.json", "verification"),
    Case("verify sums.log --model config.json -p q8_0", "verification"),
]

CASES = (
    ESTIMATES + COMPARISONS + ENGINE_COMPARISONS + PLANS + FITS + VERSUS + SETS + RECOMMENDATIONS + INSPECTIONS
    + VERIFICATIONS + LISTS
)

# Errors: the exit status, nothing on standard output and a sentence on standard error.
ERRORS = {
    "estimate --json": 2,
    "estimate 13B --params 7B --json": 2,
    "estimate 13B --json --format csv": 2,
    "estimate 13B --overhead 0.5 --json": 2,
    "estimate 13B --vram 24 --json": 2,
    "estimate 13B --gpu a10 --all --json": 2,
    "estimate 13B --gpu rtx-4090-laptopx2 --json": 2,
    "estimate 13B --nosuch --json": 2,
    "nosuch --json": 2,
    "recommend 13B --use gaming --json": 2,
    "recommend 13B --cards 8-4 --json": 2,
    "recommend 13B --price a10 --json": 2,
    "estimate nosuch-model --json": 3,
    "estimate 13B --gpu nosuch --json": 3,
    "estimate 13B --precision q9 --json": 3,
    "estimate 13B --gpu-catalog nosuch.yaml --json": 3,
    "estimate 13B --gpu-catalog broken.yaml --json": 3,
    "recommend 13B --price nosuch=1 --json": 3,
    "estimate llama-3.1-8b --engine vllama --json": 2,
    "estimate llama-3.1-8b --engine vllm --mem-fraction-static 0.8 --json": 2,
    "estimate llama-3.1-8b --gpu-memory-utilization 0.8 --json": 2,
    "estimate llama-3.1-8b --engine vllm --gpu-memory-utilization 1.5 --json": 2,
    "estimate llama-3.1-8b --engine vllm --gpu-memory-utilization 0 --json": 2,
    "estimate llama-3.1-8b --engine vllm --engine-version 0.99 --json": 2,
    "estimate llama-3.1-8b --engine vllm --kv-cache-dtype q8_0 --json": 2,
    "estimate llama-3.1-8b --engine vllm -p q4_k_m --json": 2,
    "estimate llama-3.1-8b --engine exllamav3 --cache-mode Q5 --json": 2,
    "estimate llama-3.1-8b --engine mlx --kv-bits 7 --json": 2,
    "estimate llama-3.1-8b --engine transformers --attn-implementation fast --json": 2,
    "estimate llama-3.1-8b --engine all --explain --json": 2,
    "estimate 13B --engine all --json": 2,
    "estimate llama-3.1-8b --engine exllamav3 -p awq --json": 2,
    "estimate llama-3.1-8b --engine mlx --kv-precision fp8 --json": 2,
    "estimate llama-3.1-8b --engine all -p fp8,awq --json": 2,
    "estimate llama-3.1-8b --engine vllm --gpu rtx-4090x3 --tensor-parallel-size 3 --json": 3,
    "estimate llama-3.1-8b --engine vllm --gpu rtx-4090x2 --tensor-parallel-size 4 --json": 3,
    "estimate llama-3.1-8b --engine sglang --gpu rtx-4090 --pp-size 33 --json": 3,
    "estimate llama-3.1-8b --engine mlx --gpu rtx-4090x2 --json": 3,
    "estimate llama-3.1-8b --engine vllm --gpu m4-max --json": 3,
    "estimate llama-3.1-8b --engine tensorrt-llm --gpu rx-7900-xtx --json": 3,
    "estimate llama-3.1-8b --engine mlx --gpu rx-7900-xtx --json": 3,
    "estimate 13B --method detailed --json": 2,
    "estimate 13B --method best --json": 2,
    "estimate odd.json --json": 3,
    "estimate cut.json --json": 3,
    "estimate nosuch.gguf --json": 3,
    "inspect --json": 2,
    "inspect odd.json --json": 3,
    "inspect nosuch.gguf --json": 3,
    "inspect config.json cut.json --json": 3,
    "verify --json": 2,
    "verify nosuch.log --json": 3,
    "verify config.json --model config.json --json": 3,
    "verify server.log --json": 3,
    "gpus nosuch --format csv": 3,
    "models nosuch --json": 3,
    "precisions nosuch --json": 3,
}
